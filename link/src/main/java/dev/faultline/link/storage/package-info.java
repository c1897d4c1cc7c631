/** The storage that durable links need. */
@NullMarked
package dev.faultline.link.storage;

import org.jspecify.annotations.NullMarked;
