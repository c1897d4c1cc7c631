@NullMarked
package dev.faultline.examples.wal;

import org.jspecify.annotations.NullMarked;
