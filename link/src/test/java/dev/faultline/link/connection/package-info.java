/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.connection;

import org.jspecify.annotations.NullMarked;
