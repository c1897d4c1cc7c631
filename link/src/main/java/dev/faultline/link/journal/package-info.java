/** How what is durable is written down. */
@NullMarked
package dev.faultline.link.journal;

import org.jspecify.annotations.NullMarked;
