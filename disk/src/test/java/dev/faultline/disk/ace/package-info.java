@NullMarked
package dev.faultline.disk.ace;

import org.jspecify.annotations.NullMarked;
