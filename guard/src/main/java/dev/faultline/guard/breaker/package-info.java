/** Circuit breakers and the ejection of bad members of a group. */
@NullMarked
package dev.faultline.guard.breaker;

import org.jspecify.annotations.NullMarked;
