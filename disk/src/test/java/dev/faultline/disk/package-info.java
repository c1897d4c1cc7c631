@NullMarked
package dev.faultline.disk;

import org.jspecify.annotations.NullMarked;
