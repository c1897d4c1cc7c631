/** The kernel's protocol for file systems in user space. */
@NullMarked
package dev.faultline.mount.wire;

import org.jspecify.annotations.NullMarked;
