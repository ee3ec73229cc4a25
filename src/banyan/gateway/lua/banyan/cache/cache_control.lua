-- Cache-Control of requests and responses (RFC 9111 section 5.2, with RFC 5861 and 8246), as {directive = value or
-- true}. Of a directive that is given twice the first counts (section 4.2.1), but one that may name fields holds for
-- the whole answer then.

local _M = {}

local byte, find, lower, match, sub = string.byte, string.find, string.lower, string.match, string.sub

-- What a number of seconds is cut to (section 1.2.2).
local LONGEST = 2147483648
local MAY_NAME_FIELDS = { ["private"] = true, ["no-cache"] = true }

local function quoted_string(text, from)
    local parts, at = {}, from + 1
    while true do
        local stop = find(text, '["\\]', at)
        if not stop then
            return nil, #text + 1
        end
        parts[#parts + 1] = sub(text, at, stop - 1)
        if byte(text, stop) == 34 then
            return table.concat(parts), stop + 1
        end
        parts[#parts + 1] = sub(text, stop + 1, stop + 1)
        at = stop + 2
    end
end

-- Adds the directives of one line. What is malformed is passed over up to the next comma.
local function add(found, text)
    local at = find(text, "[^%s,]")
    while at do
        local name, after = match(text, "^([%w!#$%%&'*+.^_`|~-]+)()", at)
        local value = true
        if name then
            at = after
            if byte(text, at) == 61 then
                if byte(text, at + 1) == 34 then
                    value, at = quoted_string(text, at + 1)
                else
                    value, at = match(text, "^([^%s,]*)()", at + 1)
                end
            end
            name = lower(name)
            -- Something else behind the value makes it another than it seems: `max-age=1 0`.
            if not find(text, "^%s*,", at) and not find(text, "^%s*$", at) then
                value = ""
            end
            if found[name] == nil then
                found[name] = value or ""
            elseif MAY_NAME_FIELDS[name] then
                found[name] = true
            end
        end
        at = find(text, ",", at, true)
        at = at and find(text, "[^%s,]", at)
    end
end

-- `lines`: a field's value, the list of its values, or nil.
function _M.parse(lines)
    local found = {}
    if type(lines) == "table" then
        for index = 1, #lines do
            add(found, lines[index])
        end
    elseif lines then
        add(found, lines)
    end
    return found
end

-- The directive's seconds; nil if it is not there, `invalid` if it is no number.
function _M.seconds(directives, name, invalid)
    local value = directives[name]
    if value == nil then
        return nil
    end
    local digits = type(value) == "string" and match(value, "^%d+$")
    return digits and math.min(tonumber(digits), LONGEST) or invalid
end

-- The fields that `private` or `no-cache` names, {lower case name = true}; nil if it names none.
function _M.fields(directives, name)
    local value = directives[name]
    if type(value) ~= "string" or not find(value, "%S") then
        return nil
    end
    local fields = {}
    for field in value:gmatch("[^%s,]+") do
        fields[lower(field)] = true
    end
    return fields
end

return _M
