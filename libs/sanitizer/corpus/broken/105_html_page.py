<!DOCTYPE html>
<html>
<head><title>502 Bad Gateway</title></head>
<body>The server is overloaded.</body>
</html>
