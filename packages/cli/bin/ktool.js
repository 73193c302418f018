#!/usr/bin/env node
// Committed, not built: npm links commands while it installs, which in a clone is before anything is built.
import "../dist/bin.js";
