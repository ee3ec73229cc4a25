-- CDN-Cache-Control (RFC 9213): a dictionary of structured fields (RFC 8941), which is strict where Cache-Control is
-- lenient. Where it can be read and says something, Cache-Control and Expires are not looked at.

local _M = {}

local find, match, sub = string.find, string.match, string.sub

-- Where the string at `at` ends; nil if there is none.
local function after_string(text, at)
    if sub(text, at, at) ~= '"' then
        return nil
    end
    while true do
        at = match(text, '^[^%c\128-\255"\\]*()', at + 1)
        local stop = sub(text, at, at)
        if stop == '"' then
            return at + 1
        elseif stop ~= "\\" or not find(text, '^["\\]', at + 1) then
            return nil
        end
        at = at + 1
    end
end

-- The bare item at `at`: its kind, its value, where it ends; nothing if there is none. A string's is not told.
local function bare_item(text, at)
    local value, after = match(text, "^(%-?%d+)()", at)
    if value then
        if sub(text, after, after) == "." then
            local decimal, stop = match(text, "^(%-?%d+%.%d%d?%d?)()", at)
            return decimal and "decimal", decimal, stop
        end
        return #value <= 15 and "integer" or nil, tonumber(value), after
    end
    value, after = match(text, "^%?([01])()", at)
    if value then
        return "boolean", value == "1", after
    end
    value, after = match(text, "^([%a*][%w!#$%%&'*+.^_`|~:/-]*)()", at)
    if value then
        return "token", value, after
    end
    after = after_string(text, at)
    if after then
        return "string", true, after
    end
    after = match(text, "^:[%w+/=]*:()", at)
    return after and "bytes", after and sub(text, at, after - 1), after
end

local function parameters(text, at)
    while find(text, "^;", at) do
        local after = match(text, "^; *[%l*][%l%d_.*-]*()", at)
        if not after then
            return nil
        end
        at = after
        if sub(text, at, at) == "=" then
            local kind, _, stop = bare_item(text, at + 1)
            if not kind then
                return nil
            end
            at = stop
        end
    end
    return at
end

local function inner_list(text, at)
    at = at + 1
    while true do
        at = match(text, "^ *()", at)
        if sub(text, at, at) == ")" then
            return "list", true, at + 1
        end
        local kind, _, after = bare_item(text, at)
        at = kind and parameters(text, after)
        if not at or not find(text, "^[ )]", at) then
            return nil
        end
    end
end

local function member(text, at)
    local key, after = match(text, "^([%l*][%l%d_.*-]*)()", at)
    if not key then
        return nil
    end
    if sub(text, after, after) ~= "=" then
        return key, "boolean", true, parameters(text, after)
    end
    local parse = sub(text, after + 1, after + 1) == "(" and inner_list or bare_item
    local kind, value, stop = parse(text, after + 1)
    return key, kind, value, kind and parameters(text, stop)
end

-- As `cache_control.parse` has it; nil if the field is empty, cannot be read, or is not there. `lines` as there.
-- A directive whose type is not the one that it should have is passed over.
function _M.parse(lines)
    local text = type(lines) == "table" and table.concat(lines, ", ") or lines
    if not text then
        return nil
    end
    local found, at = {}, match(text, "^ *()")
    while true do
        local key, kind, value, after = member(text, at)
        if not key or not kind or not after then
            return nil
        end
        if kind == "integer" and value >= 0 then
            found[key] = tostring(value)
        elseif kind == "boolean" then
            found[key] = value or nil
        else
            found[key] = nil
        end
        if find(text, "^ *$", after) then
            return found
        end
        at = match(text, "^[ \t]*,[ \t]*()", after)
        if not at or at > #text then
            return nil
        end
    end
end

return _M
