/** Circuit breakers, and the ejection of failing members of a group. */
@NullMarked
package dev.faultline.guard.breaker;

import org.jspecify.annotations.NullMarked;
