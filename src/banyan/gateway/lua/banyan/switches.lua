-- How the site's switches stand (policy.ControlDocument): in shared memory since the follower heard of them, and on
-- disk, for a gateway that starts while no app node answers. One that nobody has turned stands on auto.

local cjson = require("cjson.safe")
local report = require("banyan.core.report")
local resources = require("banyan.core.resources")

local _M = {}

local now_of = ngx.now
local dict = ngx.shared.banyan
local VERSION, DOCUMENT = "control:version", "control:document"
-- Beside the releases, in a folder that belongs to the workers (gateway.releases).
local COPY = "../state/control.json"

-- What this worker knows. `known`: the version that it has decoded; `looked_at`: when it has last looked for another.
local known, looked_at = 0, nil
local degraded, bypassed, shut = {}, {}, {}
local bypasses_all, shuts_all = false, false

-- The version that is known, 0: none.
function _M.version()
    return dict:get(VERSION) or 0
end

local function is_document(document)
    return type(document) == "table" and type(document.version) == "number" and type(document.switches) == "table"
end

local function add(routes, name, pattern)
    local route = name:match(pattern)
    if route then
        routes[route] = true
    end
end

-- By the routes' names, so that a request needs one look-up.
local function use(switches)
    degraded, bypassed, shut = {}, {}, {}
    for name, position in pairs(switches) do
        if position == "degraded" then
            degraded[name] = true
            add(bypassed, name, "^cache%.http%.(.+)$")
            add(shut, name, "^origin%.(.+)$")
        end
    end
    bypasses_all = degraded["cache"] or degraded["cache.http"] or false
    shuts_all = degraded["origin"] or false
end

-- A thousand times a second at most: nginx's clock stands still meanwhile.
local function look()
    local now = now_of()
    if now == looked_at then
        return
    end
    looked_at = now
    local version = dict:get(VERSION)
    if version and version ~= known then
        -- It is there before its version, and may be newer: then it is decoded once more.
        use(cjson.decode(dict:get(DOCUMENT)).switches)
        known = version
    end
end

-- Whether the switch stands on degraded.
function _M.is_degraded(name)
    look()
    return degraded[name] == true
end

-- Whether the cache has no part in requests for the route.
function _M.bypasses(route)
    look()
    return bypasses_all or bypassed[route] == true
end

-- Whether the route is answered from the cache alone.
function _M.origin_is_off(route)
    look()
    return shuts_all or shut[route] == true
end

local function share(document, text)
    if document.version <= _M.version() then
        return false
    end
    local ok, err = dict:safe_set(DOCUMENT, text)
    if not ok then
        error("switches: shared memory: " .. err, 0)
    end
    dict:set(VERSION, document.version)
    return true
end

-- Never half written: also while nginx is reloaded, and two workers follow.
local function write(text)
    local path = ngx.config.prefix() .. COPY
    local unfinished = path .. "." .. ngx.worker.pid()
    local file, err = io.open(unfinished, "wb")
    local ok = file and file:write(text)
    if file then
        ok = file:close() and ok
    end
    if ok then
        ok, err = os.rename(unfinished, path)
    end
    if not ok then
        report.fault("the switches' last good copy cannot be written: " .. tostring(err))
    end
end

-- From now on they stand so, for all workers; what is no newer than what is known changes nothing. For the follower.
function _M.take(document)
    if not is_document(document) then
        error("switches: no control document", 0)
    end
    local text = cjson.encode(document)
    if share(document, text) then
        write(text)
    end
end

-- In each worker as it begins, as the user that wrote it: how they stood when this gateway last heard of them. An empty
-- memory knows nothing; after a reload it is not empty.
function _M.start()
    if _M.version() > 0 then
        return
    end
    local text, err = resources.read_text(ngx.config.prefix() .. COPY)
    local document = text and cjson.decode(text)
    if is_document(document) then
        share(document, text)
    elseif text or not err:find("No such file", 1, true) then
        report.fault("the switches' last good copy cannot be read: every switch stands on auto")
    end
end

return _M
