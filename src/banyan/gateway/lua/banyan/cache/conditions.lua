-- Whether a client has what is kept already (RFC 9110 section 13, RFC 9111 section 4.3.2).

local http_date = require("banyan.cache.http_date")

local _M = {}

local parse_date = http_date.parse

-- Of a list with more the rest is not looked at: whoever sends it gets the whole.
local MOST_TAGS = 100

-- By weak comparison (RFC 9110 section 8.8.3.2).
local function opaque(tag)
    return (tag:gsub("^W/", ""))
end

local function names(list, etag)
    if list:match("^%s*%*%s*$") then
        return true
    end
    local wanted, at = opaque(etag), 1
    for _ = 1, MOST_TAGS do
        -- A tag in quotes may have a comma in it.
        local tag, after = list:match('^[%s,]*(W?/?"[^"]*")()', at)
        if not tag then
            tag, after = list:match("^[%s,]*([^%s,]+)()", at)
        end
        if not tag then
            return false
        end
        if opaque(tag) == wanted then
            return true
        end
        at = after
    end
    return false
end

-- If-None-Match goes before If-Modified-Since; without a Last-Modified the answer's Date stands for it.
function _M.is_unmodified(request, entry)
    if entry.status ~= 200 then
        return false
    end
    if request.none_match then
        return entry.etag ~= nil and names(request.none_match, entry.etag)
    end
    local since = type(request.modified_since) == "string" and parse_date(request.modified_since)
    local modified = since and (entry.modified and parse_date(entry.modified) or not entry.modified and entry.made)
    return modified ~= nil and modified ~= false and modified <= since
end

-- Whether a range may be cut from it (RFC 9110 section 13.1.5): by strong comparison.
function _M.allows_range(request, entry)
    local wanted = request.if_range
    if not wanted then
        return true
    end
    if type(wanted) ~= "string" then
        return false
    end
    if wanted:find('"', 1, true) then
        return wanted == entry.etag and not wanted:find("^W/")
    end
    return wanted == entry.modified
end

return _M
