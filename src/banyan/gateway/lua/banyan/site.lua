-- The way of a request to the site itself, before it goes to an app node.

local positions = require("banyan.cache.positions")
local routes = require("banyan.routes")
local guarded = require("banyan.core.guarded")

local _M = {}

local var = ngx.var

-- In the rewrite phase: to the cache where the request's route has one; nodes are told what is known here.
_M.enter = guarded(function()
    local method = ngx.req.get_method()
    local route = (method == "GET" or method == "HEAD") and routes.find(var.banyan_path)
    if route then
        return ngx.exec("/.banyan/cached", route.number)
    end
    var.banyan_position = positions.told()
end)

return _M
