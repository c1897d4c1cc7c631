/** Telling a mount what to do while it serves: an interface over HTTP. */
@NullMarked
package dev.faultline.mount.control;

import org.jspecify.annotations.NullMarked;
