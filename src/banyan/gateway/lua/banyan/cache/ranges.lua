-- Byte ranges of what is kept whole (RFC 9110 section 14).

local _M = {}

-- The first and the last position of a single range, from 0; false if it lies beyond; nil where it is to be passed
-- over: another unit, several ranges, malformed.
function _M.parse(value, length)
    if type(value) ~= "string" then
        return nil
    end
    local from, to = value:lower():match("^bytes=%s*(%d*)%-(%d*)%s*$")
    if not from or from == "" and to == "" or #from > 15 or #to > 15 then
        return nil
    end
    local first, last = tonumber(from), tonumber(to)
    if not first then
        if last == 0 or length == 0 then
            return false
        end
        return math.max(0, length - last), length - 1
    end
    if last and last < first then
        return nil
    end
    if first >= length then
        return false
    end
    return first, math.min(last or length, length - 1)
end

return _M
