-- An answer's header fields: which are kept, and how a 304 changes them (RFC 9111 sections 3.1 and 3.2).

local _M = {}

local lower = string.lower

-- For one connection only, or said anew with each answer.
local NOT_KEPT = {
    ["connection"] = true, ["keep-alive"] = true, ["proxy-connection"] = true, ["te"] = true, ["trailer"] = true,
    ["transfer-encoding"] = true, ["upgrade"] = true, ["proxy-authenticate"] = true,
    ["proxy-authentication-info"] = true, ["proxy-authorization"] = true,
    ["age"] = true, ["content-length"] = true, ["cache-tag"] = true, ["cache-invalidate"] = true,
    ["x-request-id"] = true, ["cache-status"] = true,
}

-- About the content that is kept, which a 304 does not bring.
local OF_THE_CONTENT = {
    ["content-encoding"] = true, ["content-range"] = true, ["content-md5"] = true, ["content-digest"] = true,
    ["repr-digest"] = true, ["digest"] = true, ["etag"] = true,
}

-- A field that came in several lines, in one; or the first of them.
function _M.one_line(value)
    return type(value) == "table" and table.concat(value, ", ") or value
end

function _M.first(value)
    return type(value) == "table" and value[1] or value
end

-- {lower case name = value or values}, of {name as it came = …}.
function _M.by_lower_name(headers)
    local found = {}
    for name, value in pairs(headers) do
        found[lower(name)] = value
    end
    return found
end

-- The names in a list, {lower case name = true}.
function _M.listed(value)
    local found = {}
    for name in (type(value) == "table" and table.concat(value, ",") or value or ""):gmatch("[^%s,]+") do
        found[lower(name)] = true
    end
    return found
end

-- {{name, value}, …} of those that are kept. `omitted`: sets of lower case names that are not.
function _M.kept(headers, omitted)
    local kept = {}
    for name, value in pairs(headers) do
        local is_kept = not NOT_KEPT[lower(name)]
        for _, names in ipairs(omitted) do
            is_kept = is_kept and not names[lower(name)]
        end
        if is_kept then
            kept[#kept + 1] = { name, value }
        end
    end
    return kept
end

-- As an answer that came now would have them: `kept` with what the 304 says in its place. {name = value}.
function _M.updated(kept, headers)
    local names, merged = {}, {}
    for _, field in ipairs(kept) do
        names[lower(field[1])] = field[1]
        merged[field[1]] = field[2]
    end
    for name, value in pairs(headers) do
        local small = lower(name)
        if not NOT_KEPT[small] and not (OF_THE_CONTENT[small] and names[small]) then
            merged[names[small] or name] = value
        end
    end
    return merged
end

return _M
