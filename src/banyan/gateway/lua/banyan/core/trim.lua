local byte, sub = string.byte, string.sub

-- RFC 9110 section 5.6.3.
local SPACE, TAB = 32, 9

local function is_whitespace(code)
    return code == SPACE or code == TAB
end

-- The text without the whitespace at its ends. Not by a pattern: what anybody sends is looked at once.
return function(text)
    local first, last = 1, #text
    while first <= last and is_whitespace(byte(text, first)) do
        first = first + 1
    end
    while first < last and is_whitespace(byte(text, last)) do
        last = last - 1
    end
    return sub(text, first, last)
end
