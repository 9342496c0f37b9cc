// The throttler is a CommonJS package that requires these ES modules: Jest can do that only once they are evaluated.
import '@nestjs/common';
import '@nestjs/core';
