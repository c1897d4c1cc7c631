@NullMarked
package dev.faultline.examples.disks;

import org.jspecify.annotations.NullMarked;
