/** A file system between a real process and its files, in user space. */
@NullMarked
package dev.faultline.mount;

import org.jspecify.annotations.NullMarked;
