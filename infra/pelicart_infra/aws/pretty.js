// Leads addresses of pages to their files: /paper/ is /paper/index.html, /paper goes to /paper/.
function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path.endsWith('/')) {
    request.uri = path + 'index.html';
    return request;
  }
  if (path.split('/').pop().includes('.') || path.startsWith('/.well-known/')) {
    return request;
  }
  // Several slashes at the start would lead to another host.
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: path.replace(/^[\/\\]+/, '/') + '/' + query(request.querystring) } }
  };
}

// As it was asked: names and values are still encoded.
function query(fields) {
  var pairs = [];
  for (var name in fields) {
    (fields[name].multiValue || [fields[name]]).forEach(function (one) {
      pairs.push(name + '=' + one.value);
    });
  }
  return pairs.length ? '?' + pairs.join('&') : '';
}
