-- What an answer makes stale: the tags that it names, and, after an unsafe method, its own address (RFC 9111
-- section 4.4).

local answer = require("banyan.cache.answer")
local positions = require("banyan.cache.positions")
local second_writer = require("banyan.cache.second_writer")
local store = require("banyan.cache.store")
local guarded = require("banyan.core.guarded")

local _M = {}

-- RFC 9110 section 9.2.1, and what is registered as safe beside.
local SAFE = { GET = true, HEAD = true, OPTIONS = true, TRACE = true, PROPFIND = true, REPORT = true, SEARCH = true }

function _M.is_safe(method)
    return SAFE[method] == true
end

-- `item:7, items; position=1042`, from an upstream; in several lines too, or not at all.
function _M.note(lines)
    for _, line in ipairs(type(lines) == "table" and lines or { lines }) do
        local named, position = line:match("^([^;]*);%s*position=(%d+)%s*$")
        local tags = {}
        for tag in (named or line):gmatch("[^%s,]+") do
            tags[#tags + 1] = tag
        end
        if #tags > 0 then
            positions.note(tags, tonumber(position))
        end
    end
end

local take = guarded(_M.note)

-- The header filter of locations that keep nothing.
function _M.take()
    local lines = not answer.is_sending() and ngx.var.upstream_http_cache_invalidate
    if lines then
        take(lines)
    end
end

-- The key of what a reference leads to, if it is of the same origin as the request; nil if not.
local function key_of(reference, origin, path)
    local there, rest = reference:match("^(%a[%w+.-]*://[^/?#]*)(.*)$")
    if there then
        if there:lower() ~= origin then
            return nil
        end
        reference = rest == "" and "/" or rest
    elseif reference:find("^//") then
        return nil
    end
    reference = reference:gsub("#.*$", "")
    if reference:sub(1, 1) == "/" then
        return origin .. reference
    end
    return origin .. (path:match("^.*/") or "") .. reference
end

local function forget(key)
    store.forget(key)
    second_writer.forget(key)
end

-- After a successful answer to an unsafe method. `headers` with lower case names.
function _M.forget(key, headers)
    forget(key)
    local origin, path = key:match("^(%a+://[^/]*)([^?]*)")
    for _, name in ipairs({ "location", "content-location" }) do
        local reference = headers[name]
        local other = type(reference) == "string" and key_of(reference, origin, path)
        if other then
            forget(other)
        end
    end
end

return _M
