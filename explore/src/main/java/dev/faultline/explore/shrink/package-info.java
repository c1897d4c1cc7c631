/** Makes a failing run smaller. */
@NullMarked
package dev.faultline.explore.shrink;

import org.jspecify.annotations.NullMarked;
