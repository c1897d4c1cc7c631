/** The rules of the house as tests: each message says what to do instead. */
@NullMarked
package dev.faultline.architecture;

import org.jspecify.annotations.NullMarked;
