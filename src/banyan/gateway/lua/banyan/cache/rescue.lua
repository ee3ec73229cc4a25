-- Where the origin gave no answer at all: what is kept, if its author allows that (RFC 5861 section 4).

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local flight = require("banyan.cache.flight")
local requests = require("banyan.cache.request")
local store = require("banyan.cache.store")
local routes = require("banyan.routes")
local guarded = require("banyan.core.guarded")

local _M = {}

local NO_ANSWER = { [502] = true, [504] = true }

-- In the content phase of the error page; whether it has answered. nginx has forgotten ngx.ctx on the way here.
_M.answer = guarded(function()
    local var = ngx.var
    if (var.banyan_flight or "") ~= "" then
        if NO_ANSWER[ngx.status] then
            flight.fail(var.banyan_flight)
        end
        flight.land(var.banyan_flight)
        var.banyan_flight = ""
    end
    local id = var.banyan_stale or ""
    local entry = id ~= "" and NO_ANSWER[ngx.status] and store.read(id)
    local body = entry and store.body(entry)
    local route = routes.find(var.banyan_path)
    if route and NO_ANSWER[ngx.status] then
        counts.add(route.name, body and "stale" or "miss")
    end
    if not body then
        return false
    end
    -- What the client wanted of its own copy the origin was asked of this one (fetch.prepare): it gets all of it.
    ngx.req.clear_header("If-None-Match")
    ngx.req.clear_header("If-Modified-Since")
    local told = cache_status.forwarded(entry.upstream_status, "stale", ngx.status)
    answer.send(entry, requests.PLAIN, body, ngx.now(), told)
    return true
end)

return _M
