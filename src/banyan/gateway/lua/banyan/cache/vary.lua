-- The second half of a cache's key: what the request's fields that Vary names say (RFC 9111 section 4.1).

local remembering = require("banyan.core.remembering")

local _M = {}

local concat, gsub, lower, sort = table.concat, string.gsub, string.lower, table.sort

local MOST_NAMES = 10

-- The names, in small letters, sorted, each once, but those of the set `without`. nil if it is `*`, or if they are too
-- many.
function _M.names(lines, without)
    local seen, found = {}, {}
    local function add(name)
        if not seen[name] and not (without and without[name]) then
            seen[name] = true
            found[#found + 1] = name
        end
    end
    local text = type(lines) == "table" and concat(lines, ",") or lines or ""
    for name in text:gmatch("[^%s,]+") do
        if name == "*" then
            return nil
        end
        add(lower(name))
    end
    if #found > MOST_NAMES then
        return nil
    end
    sort(found)
    return found
end

-- Whitespace around a list's commas means nothing, except within quotes.
local function without_whitespace(value)
    value = value:match("^%s*(.-)%s*$")
    return value:find('"', 1, true) and value or gsub(value, "%s*,%s*", ",")
end

local function weight(item)
    return tonumber(item:match(";q=([%d.]+)$") or 1) or 0
end

-- Of members with the same weight none comes first (RFC 9110 section 12.4.2).
local function by_weight(value)
    local items = {}
    for item in gsub(lower(value), "%s", ""):gmatch("[^,]+") do
        items[#items + 1] = item
    end
    sort(items, function(left, right)
        local one, other = weight(left), weight(right)
        if one ~= other then
            return one > other
        end
        return left < right
    end)
    return concat(items, ",")
end

local normalise = { ["accept-language"] = by_weight, ["accept-encoding"] = by_weight }

local normalised = remembering(function(_, name, line)
    local text = (normalise[name] or without_whitespace)(line)
    -- With its length: no value can look like the end of one and the beginning of the next.
    return #text .. ":" .. text
end)

local function said(name, value)
    if value == nil then
        return "-"
    end
    local line = type(value) == "table" and concat(value, ",") or tostring(value)
    return normalised(name .. ":" .. line, name, line)
end

-- `headers`: all of the request's, without a bound: one that was left out would make two requests seem the same.
function _M.key(names, headers)
    local parts = {}
    for index = 1, #names do
        parts[index] = said(names[index], headers[names[index]])
    end
    return concat(parts, " ")
end

return _M
