@NullMarked
package dev.faultline.guard.page;

import org.jspecify.annotations.NullMarked;
