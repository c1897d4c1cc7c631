/** What a proxy does to the bytes that pass it, as values. */
@NullMarked
package dev.faultline.chaos.toxic;

import org.jspecify.annotations.NullMarked;
