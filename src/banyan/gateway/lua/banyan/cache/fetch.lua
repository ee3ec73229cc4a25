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

-- Ask whether the entry still holds, in the place of what the client asked (RFC 9111 section 4.3.1).
local function validate(state, entry)
    state.validates = entry.etag ~= nil or entry.modified ~= nil
    if state.validates then
        ngx.req.set_header("If-None-Match", entry.etag)
        ngx.req.set_header("If-Modified-Since", entry.modified)
    end
end

-- What a route's answer is kept from is all of it, whatever this client wanted of it.
local function ask_for_all(state)
    local request = state.request
    if request.none_match or request.modified_since or request.range then
        for _, name in ipairs({ "If-None-Match", "If-Modified-Since", "Range", "If-Range" }) do
            ngx.req.clear_header(name)
        end
    end
end

-- `state`: {key, request, method, route, target, entry (what there is, but not for this request), why, flight,
-- collapsed, passes}.
function _M.prepare(state)
    state.asked = ngx.now()
    state.number = positions.applied()
    state.is_safe = invalidation.is_safe(state.method)
    state.cookie = ngx.var.http_cookie ~= nil
    ngx.ctx.cache = state
    ngx.var.banyan_position = positions.told()
    if state.target then
        ngx.var.banyan_target = state.target
    end
    if not state.is_safe then
        return
    end
    for index = 1, #UNKEYED do
        ngx.req.clear_header(UNKEYED[index])
    end
    if state.route and not state.passes then
        ask_for_all(state)
    end
    local entry = state.entry
    -- It may be evicted meanwhile.
    state.body = entry and store.body(entry)
    if state.body and state.method == "GET" then
        validate(state, entry)
    end
    if state.body and reuse.for_error(entry, state.asked) then
        ngx.var.banyan_stale = entry.id
    end
    if state.flight then
        ngx.var.banyan_flight = state.key
    end
end

-- By a subrequest whose answer only the store gets, in the flight that `state` has begun. For nobody in particular,
-- though it goes by a client's request: with its credentials, as which it is judged, and without what it wanted of this
-- answer only.
function _M.beside(state)
    for _, name in ipairs({ "Range", "If-Range", "If-None-Match", "If-Modified-Since", "Cache-Control" }) do
        ngx.req.clear_header(name)
    end
    local beside = {
        key = state.key, target = state.target, route = state.route, entry = state.entry, why = state.why,
        method = "GET", request = { authorization = state.request.authorization }, flight = true, is_beside = true,
    }
    _M.prepare(beside)
    local context, variables = { cache = beside }, { banyan_target = state.target }
    ngx.location.capture("/.banyan/refresh", { method = ngx.HTTP_GET, ctx = context, vars = variables })
    flight.land(state.key)
end

return _M
