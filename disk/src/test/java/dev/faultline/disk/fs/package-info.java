@NullMarked
package dev.faultline.disk.fs;

import org.jspecify.annotations.NullMarked;
