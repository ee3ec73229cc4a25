-- An answer made from an entry.

local cache_status = require("banyan.cache.cache_status")
local conditions = require("banyan.cache.conditions")
local ranges = require("banyan.cache.ranges")

local _M = {}

local floor, sub = math.floor, string.sub

local ABOUT_CONTENT = {
    ["content-length"] = true, ["content-type"] = true, ["content-encoding"] = true, ["content-language"] = true,
    ["content-range"] = true,
}

-- RFC 9111 section 4.2.3.
function _M.age(entry, now)
    return entry.age + (now - entry.stored)
end

local function set_fields(entry, header, without)
    local fields = entry.fields
    for index = 1, #fields do
        local field = fields[index]
        if not without or not without[field[1]:lower()] then
            header[field[1]] = field[2]
        end
    end
end

local function set_range(request, body, header)
    local first, last = ranges.parse(request.range, #body)
    if first == nil then
        return nil
    end
    if first == false then
        ngx.status = 416
        header["Content-Range"] = "bytes */" .. #body
        return ""
    end
    ngx.status = 206
    header["Content-Range"] = ("bytes %d-%d/%d"):format(first, last, #body)
    return sub(body, first + 1, last + 1)
end

-- They have been judged. nginx would do it again, and less exactly.
local function forget_conditions(request)
    if request.none_match or request.modified_since then
        ngx.req.clear_header("If-None-Match")
        ngx.req.clear_header("If-Modified-Since")
    end
end

-- Sets status and fields; returns the content that is to be sent. `told`: Cache-Status.
function _M.set_header(entry, request, body, now, told)
    local header = ngx.header
    header["Age"] = floor(_M.age(entry, now))
    header["Cache-Status"] = told
    if (request.none_match or request.modified_since) and conditions.is_unmodified(request, entry) then
        ngx.status = 304
        set_fields(entry, header, ABOUT_CONTENT)
        return ""
    end
    ngx.status = entry.status
    set_fields(entry, header)
    forget_conditions(request)
    if request.range and entry.status == 200 and conditions.allows_range(request, entry) then
        body = set_range(request, body, header) or body
    end
    if entry.status ~= 204 then
        header["Content-Length"] = #body
    end
    return body
end

-- nginx calls its filters while the answer is being sent: what came from the cache they need not look at.
local sending = false

function _M.is_sending()
    return sending
end

local function send_content(content)
    sending = true
    if content == "" then
        ngx.send_headers()
    else
        ngx.print(content)
    end
    sending = false
end

-- Sends all of it, in a phase that may; `told` as above.
function _M.send(entry, request, body, now, told)
    local content = _M.set_header(entry, request, body, now, told or cache_status.hit(entry, _M.age(entry, now), now))
    send_content(content)
end

-- Sends a page that was put together (banyan.cache.page), {status, fields, etag, body}, with the age of its frame's
-- `entry`, if that has one.
function _M.send_page(page, request, entry, told)
    local header, content = ngx.header, page.body
    header["Age"] = entry and floor(_M.age(entry, ngx.now())) or nil
    header["Cache-Status"] = told
    forget_conditions(request)
    if request.none_match and conditions.is_unmodified({ none_match = request.none_match }, page) then
        ngx.status, content = 304, ""
        set_fields(page, header, ABOUT_CONTENT)
    else
        ngx.status = page.status
        set_fields(page, header)
        header["Content-Length"] = #content
    end
    send_content(content)
end

return _M
