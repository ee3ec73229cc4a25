-- HTTP's dates (RFC 9110 section 5.6.7), read as a cache has to (RFC 9111 section 4.2): in whichever case, but with no
-- other zone than GMT. nginx alone looks at neither the zone nor the small letters of a month in capitals.

local _M = {}

local find, lower, upper = string.find, string.lower, string.upper
local parse = ngx.parse_http_time

local USUAL = "^%u%l%l, %d%d %u%l%l %d%d%d%d %d%d:%d%d:%d%d GMT$"
local FORMS = {
    "^%l%l%l, %d%d %l%l%l %d%d%d%d %d%d:%d%d:%d%d gmt$",
    -- RFC 850, and C's asctime().
    "^%l+, %d%d%-%l%l%l%-%d%d %d%d:%d%d:%d%d gmt$",
    "^%l%l%l %l%l%l [ %d]%d %d%d:%d%d:%d%d %d%d%d%d$",
}

-- Seconds since 1970; nil if `text` is no such date.
function _M.parse(text)
    if find(text, USUAL) then
        return parse(text)
    end
    local small = lower(text)
    for index = 1, #FORMS do
        if find(small, FORMS[index]) then
            return parse((small:gsub("%f[%l]%l", upper)))
        end
    end
    return nil
end

return _M
