-- How old a response is when it comes, and for how long it is fresh (RFC 9111 section 4.2).

local cache_control = require("banyan.cache.cache_control")
local fields = require("banyan.cache.fields")
local http_date = require("banyan.cache.http_date")
local targeted = require("banyan.cache.targeted")

local _M = {}

local floor, max, min = math.floor, math.max, math.min
local parse_date = http_date.parse
local seconds = cache_control.seconds

-- RFC 9110 section 15.1.
local HEURISTIC = {
    [200] = true, [203] = true, [204] = true, [300] = true, [301] = true, [308] = true, [404] = true, [405] = true,
    [410] = true, [414] = true, [501] = true,
}
local HEURISTIC_PART, HEURISTIC_MOST = 0.1, 86400

local function date(value)
    value = fields.first(value)
    return value and parse_date(value)
end

-- A list's first member counts, and what is no number is not looked at (section 5.1).
local function age_value(value)
    value = fields.first(value)
    local digits = value and value:match("^%s*(%d+)%s*$") or value and value:match("^%s*(%d+)%s*,")
    return digits and tonumber(digits) or 0
end

-- Section 4.2.3. `asked`, `received`: when the request was sent and its answer came.
function _M.initial_age(headers, asked, received)
    local said = date(headers.date)
    -- Dates are whole seconds: what was made in this one is not old.
    local apparent = said and max(0, floor(received) - said) or 0
    return max(apparent, age_value(headers.age) + (received - asked))
end

-- The directives that hold for a shared cache: those meant for caches like this one, or Cache-Control's.
-- The second value: whether they are the former.
function _M.directives(headers)
    local meant = targeted.parse(headers["cdn-cache-control"])
    if meant then
        return meant, true
    end
    return cache_control.parse(headers["cache-control"]), false
end

local function explicit(headers, directives, is_targeted, received)
    local told = seconds(directives, "s-maxage", 0) or seconds(directives, "max-age", 0)
    if told or is_targeted or not headers.expires then
        return told
    end
    local expires = date(headers.expires)
    return expires and max(0, expires - (date(headers.date) or received)) or 0
end

local function heuristic(status, headers, directives, received)
    local modified = date(headers["last-modified"])
    if not modified or not (HEURISTIC[status] or directives.public) then
        return nil
    end
    return min(HEURISTIC_MOST, max(0, (date(headers.date) or received) - modified) * HEURISTIC_PART)
end

-- Seconds for which it is fresh, from when it was made. nil: nothing tells.
function _M.lifetime(status, headers, directives, is_targeted, received)
    return explicit(headers, directives, is_targeted, received) or heuristic(status, headers, directives, received)
end

return _M
