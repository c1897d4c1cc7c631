@NullMarked
package dev.faultline.mount.record;

import org.jspecify.annotations.NullMarked;
