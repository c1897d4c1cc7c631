/** Links, call by call. */
@NullMarked
package dev.faultline.link;

import org.jspecify.annotations.NullMarked;
