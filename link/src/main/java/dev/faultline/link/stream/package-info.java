/** What the two sides of a stream keep of messages that are on the way. */
@NullMarked
package dev.faultline.link.stream;

import org.jspecify.annotations.NullMarked;
