-- The second half of a cache's key: what the request's fields that Vary names say (RFC 9111 section 4.1).

local remembering = require("banyan.core.remembering")
local trim = require("banyan.core.trim")

local _M = {}

local concat, sort = table.concat, table.sort
local find, gmatch, lower = string.find, string.gmatch, string.lower

local MOST_NAMES, MOST_PARTS = 10, 50
-- The gateway says these to the origin, of who asks (http/proxy.conf): what the client says in them tells nothing.
local OURS = {
    ["x-forwarded-for"] = true, ["x-real-ip"] = true, ["x-request-id"] = true, ["banyan-position"] = true,
    ["banyan-token"] = true,
}

-- The names, in small letters, sorted, each once, but those of the set `without`. nil if no request can be known to get
-- the same as another (it is `*`, or one of `OURS`), or if they are too many.
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
        name = lower(name)
        if name == "*" or OURS[name] then
            return nil
        end
        add(name)
    end
    if #found > MOST_NAMES then
        return nil
    end
    sort(found)
    return found
end

-- The parts of a text without the whitespace around its separators, which means nothing; nil if it has quotes, within
-- which it does, or more parts than anybody sends.
local function cut(text, separator)
    if find(text, '"', 1, true) then
        return nil
    end
    local parts = {}
    for part in gmatch(text .. separator, "([^" .. separator .. "]*)" .. separator) do
        if #parts == MOST_PARTS then
            return nil
        end
        parts[#parts + 1] = trim(part)
    end
    return parts
end

local function without_whitespace(text, separator)
    local parts = cut(text, separator)
    return parts and concat(parts, separator) or trim(text)
end

local function weight(item)
    return tonumber(item:match(";q=([%d.]+)$") or 1) or 0
end

-- Of members with the same weight none comes first (RFC 9110 section 12.4.2). What has whitespace elsewhere is another
-- text: an origin may not understand it.
local function by_weight(value)
    local items = cut(lower(value), ",")
    if not items then
        return value
    end
    for index = 1, #items do
        items[index] = without_whitespace(items[index], ";")
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
    local text = (normalise[name] or without_whitespace)(line, ",")
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
