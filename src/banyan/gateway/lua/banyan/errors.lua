-- Words what nginx itself refuses, as the path's readers expect it: what SiteTable.http_error does in process.
-- nginx comes here by `error_page`: by now the method is GET and the URI is the location's, but $request_uri stays.

local paths = require("banyan.core.paths")
local report = require("banyan.core.report")

local _M = {}

local RETRY_SECONDS = { [502] = "1", [503] = "1", [504] = "1" }
local FILE_METHODS = "GET, HEAD"
local KNOWN_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

local areas, shapes, placeholder

-- Takes the `errors` of resources.json. Called once, before any answer.
function _M.configure(errors)
    if type(errors) ~= "table" or type(errors.shapes) ~= "table" then
        error("errors.configure: the errors of resources.json are needed", 2)
    end
    areas, shapes, placeholder = errors.areas, errors.shapes, errors.placeholder
end

local function shape_for_reader()
    local accept = ngx.var.http_accept
    local wants_page = accept and accept:lower():find("text/html", 1, true)
    return wants_page and "page" or "default"
end

-- nginx has no $request_uri of a line that it could not read to its end: one too long, or with a NUL in it.
local function requested_path()
    local uri = ngx.var.request_uri
    if not uri or uri == "" then
        uri = (ngx.var.request or ""):match("^%S+ (/%S*)") or ""
    end
    return paths.of_request_uri(uri)
end

local function shape_for_path()
    return paths.longest_prefix(requested_path(), areas)
end

-- nginx refuses a method in two places: TRACE and CONNECT anywhere, and what files do not take.
local function allowed_methods()
    local method = ngx.var.banyan_method
    return (method == "TRACE" or method == "CONNECT") and KNOWN_METHODS or FILE_METHODS
end

local function send(shape)
    local refused = ngx.status
    local by_status = shapes[shape]
    local rendered = by_status[tostring(refused)] or by_status["500"]
    local body = rendered.body:gsub(placeholder, ngx.var.request_id)
    local header = ngx.header
    ngx.status = rendered.status
    header["Content-Type"] = rendered.content_type
    header["Content-Length"] = #body
    header["Cache-Control"] = "no-store"
    -- Of the file that was about to be sent (416, 412).
    header["ETag"] = nil
    header["Last-Modified"] = nil
    header["Accept-Ranges"] = nil
    header["Retry-After"] = RETRY_SECONDS[refused]
    header["Allow"] = refused == 405 and allowed_methods() or nil
    ngx.print(body)
end

local function guarded(answer)
    local ok, err = xpcall(answer, debug.traceback)
    if not ok then
        report.fault(err)
        return ngx.exit(500)
    end
end

local function answer_by_path()
    send(shape_for_path() or shape_for_reader())
end

local function answer_by_accept()
    send(shape_for_reader())
end

-- For the site itself, whose modules own paths.
function _M.answer_by_path()
    return guarded(answer_by_path)
end

-- For other sites, whose paths are their own.
function _M.answer_by_accept()
    return guarded(answer_by_accept)
end

return _M
