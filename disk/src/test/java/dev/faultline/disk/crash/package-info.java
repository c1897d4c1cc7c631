@NullMarked
package dev.faultline.disk.crash;

import org.jspecify.annotations.NullMarked;
