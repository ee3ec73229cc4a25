-- The way of a request through the cache, up to where it goes to the origin.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local fetch = require("banyan.cache.fetch")
local flight = require("banyan.cache.flight")
local requests = require("banyan.cache.request")
local reuse = require("banyan.cache.reuse")
local second_level = require("banyan.cache.second_level")
local store = require("banyan.cache.store")
local guarded = require("banyan.core.guarded")

local _M = {}

local var, now_of = ngx.var, ngx.now

local function request_headers()
    return ngx.req.get_headers(0)
end

-- nil if there is none, or none for a request with credentials.
local function find(key, request)
    local entry = store.find(key, request_headers)
    if entry and request.authorization and not entry.shared then
        return nil
    end
    return entry
end

-- Whether it was: the body may have been evicted.
local function send(entry, request, now, told)
    local body = store.body(entry)
    if body then
        answer.send(entry, request, body, now, told)
    end
    return body ~= nil
end

-- The client has its answer. It is not kept waiting by this, only its connection's next request is.
local function refresh(state)
    ngx.eof()
    if flight.start(state.key) then
        if not second_level.fetch(state.key, request_headers) then
            fetch.prepare_refresh(state)
            ngx.location.capture("/.banyan/refresh", { method = ngx.HTTP_GET, ctx = { cache = state } })
        end
        flight.land(state.key)
    end
end

-- An origin that takes so long has failed as well as one that says so: no pile-up before it, where that can be helped.
local function send_for_error(state)
    local entry, now = state.entry, now_of()
    local body = entry and reuse.for_error(entry, now) and store.body(entry)
    if not body then
        return false
    end
    answer.send(entry, state.request, body, now, cache_status.forwarded(entry.upstream_status, "stale"))
    return true
end

-- Whether what another gateway has fetched was sent. It ends the flight then.
local function send_shared(state, began)
    if not second_level.fetch(state.key, request_headers) then
        return false
    end
    local now, entry = now_of(), find(state.key, state.request)
    local told = entry and cache_status.hit(entry, answer.age(entry, now), now) .. "; detail=redis"
    state.entry = entry
    if not entry or not reuse.judge(entry, state.request, now, began) or not send(entry, state.request, now, told) then
        return false
    end
    if state.flight then
        flight.land(state.key)
    end
    return true
end

-- Whether the entry of another's flight was sent; if not, this request has to fetch, as `state` then says.
local function join(state, began)
    local deadline = flight.deadline()
    repeat
        if flight.start(state.key) then
            state.flight = true
            return send_shared(state, began)
        end
        state.collapsed = true
        flight.await(state.key, deadline)
        local now = now_of()
        local entry = find(state.key, state.request)
        if entry and reuse.judge(entry, state.request, now, began) and send(entry, state.request, now) then
            return true
        end
        state.entry = entry
    until now >= deadline or flight.goes_alone(state.key)
    return now_of() >= deadline and send_for_error(state)
end

-- What is asked for in part, or only if it is new, is for one client where nothing is there to compare.
local function may_wait(state)
    local request = state.request
    return state.method == "GET" and not flight.goes_alone(state.key)
        and (state.entry or not (request.range or request.none_match or request.modified_since))
end

-- RFC 9211 section 2.2.
local function reason(entry, now)
    if not entry then
        return "uri-miss"
    end
    return reuse.judge(entry, requests.PLAIN, now) == "fresh" and "request" or "stale"
end

local function miss(state, began)
    if state.request.only_if_cached then
        return ngx.exit(ngx.HTTP_GATEWAY_TIMEOUT)
    end
    state.why = reason(state.entry, began)
    local answered
    if may_wait(state) then
        answered = join(state, began)
    elseif not flight.goes_alone(state.key) then
        answered = send_shared(state, began)
    end
    if answered then
        return ngx.exit(ngx.HTTP_OK)
    end
    return fetch.prepare(state)
end

local function pass(key, request, method, why)
    return fetch.prepare({ key = key, request = request, method = method, why = why, passes = true })
end

-- In the access phase: answers, or lets the request go to the origin. `policy`: what the route's author declared, nil
-- for an origin that only its headers tell about: {ttl, stale, stale_if_error, negative {status = ttl}, tags, vary},
-- seconds and lists; `key`: what the answer is found by, where it is not the whole address.
_M.look_up = guarded(function(policy, key)
    local method = ngx.req.get_method()
    key = key or var.banyan_cache_key
    if method ~= "GET" and method ~= "HEAD" then
        return pass(key, requests.PLAIN, method, "method")
    end
    local request = var.banyan_particulars == "" and requests.PLAIN or requests.read(policy)
    if request.passes then
        return pass(key, request, method, "bypass")
    end
    local now = now_of()
    local entry = find(key, request)
    local verdict = entry and reuse.judge(entry, request, now)
    if verdict and send(entry, request, now) then
        if verdict == "stale" then
            refresh({ key = key, request = request, policy = policy, entry = entry, flight = true, why = "stale" })
        end
        return ngx.exit(ngx.HTTP_OK)
    end
    return miss({ key = key, request = request, method = method, policy = policy, entry = entry }, now)
end)

return _M
