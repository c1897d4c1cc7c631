/** What links count, as Micrometer's meters. */
@NullMarked
package dev.faultline.links.micrometer;

import org.jspecify.annotations.NullMarked;
