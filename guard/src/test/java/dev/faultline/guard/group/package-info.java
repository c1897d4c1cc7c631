@NullMarked
package dev.faultline.guard.group;

import org.jspecify.annotations.NullMarked;
