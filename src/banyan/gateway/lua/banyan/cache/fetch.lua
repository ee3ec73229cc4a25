-- A request on its way to the origin: what is noted of it, and what it may not say there.

local flight = require("banyan.cache.flight")
local invalidation = require("banyan.cache.invalidation")
local positions = require("banyan.cache.positions")
local reuse = require("banyan.cache.reuse")
local store = require("banyan.cache.store")

local _M = {}

-- By these frameworks let a client ask for another thing than the key says.
local UNKEYED = {
    "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Host", "X-Forwarded-Scheme", "X-Forwarded-Ssl",
    "X-Forwarded-Path", "X-Forwarded-Uri", "X-Url-Scheme", "Front-End-Https",
}
-- What this client wants of its answer only.
local OWN = { "If-None-Match", "If-Modified-Since", "Range", "If-Range" }

local function clear(names)
    for index = 1, #names do
        ngx.req.clear_header(names[index])
    end
end

-- Ask whether the entry still holds, in the place of what the client asked (RFC 9111 section 4.3.1).
local function validate(state, entry)
    state.validates = entry.etag ~= nil or entry.modified ~= nil
    if state.validates then
        ngx.req.set_header("If-None-Match", entry.etag)
        ngx.req.set_header("If-Modified-Since", entry.modified)
    end
end

local function note(state)
    state.asked = ngx.now()
    state.number = positions.applied()
    state.is_safe = invalidation.is_safe(state.method)
    state.cookie = ngx.var.http_cookie ~= nil
    if not state.is_safe then
        return
    end
    clear(UNKEYED)
    local request = state.request
    if state.route and not state.passes and (request.none_match or request.modified_since or request.range) then
        -- What is kept of a route's answer is all of it.
        clear(OWN)
    end
    local entry = state.entry
    -- It may be evicted meanwhile.
    state.body = entry and store.body(entry)
    if state.body and state.method == "GET" then
        validate(state, entry)
    end
end

-- `state`: {key, request, method, route, target, entry (what there is, but not for this request), why, flight,
-- collapsed, passes}.
function _M.prepare(state)
    note(state)
    local var = ngx.var
    ngx.ctx.cache = state
    var.banyan_position = positions.told()
    if state.target then
        var.banyan_target = state.target
    end
    if state.is_safe and state.body and reuse.for_error(state.entry, state.asked) then
        var.banyan_stale = state.entry.id
    end
    if state.is_safe and state.flight then
        var.banyan_flight = state.flight
    end
end

-- By a subrequest, for nobody in particular though it goes by a client's request: with its credentials, as which it is
-- judged, and without what it wanted of its answer only. In the flight that `state` has begun, if any. Its answer as
-- ngx.location.capture has it; its body only if `is_read`: else the store alone gets it.
function _M.beside(state, is_read)
    clear(OWN)
    ngx.req.clear_header("Cache-Control")
    local beside = {
        key = state.key, target = state.target, route = state.route, entry = state.entry, why = state.why,
        collapsed = state.collapsed, passes = state.passes, method = "GET", flight = state.flight,
        request = { authorization = state.request.authorization }, is_beside = true, is_silent = not is_read,
    }
    note(beside)
    local captured = ngx.location.capture("/.banyan/refresh", {
        method = ngx.HTTP_GET, ctx = { cache = beside },
        vars = { banyan_target = state.target, banyan_position = positions.told() },
    })
    if beside.validates then
        -- Or nginx would compare what the client gets with it.
        clear(OWN)
    end
    if beside.flight then
        flight.land(beside.flight)
    end
    state.flight = nil
    captured.truncated = captured.truncated or beside.is_too_large
    return captured
end

return _M
