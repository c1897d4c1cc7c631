@NullMarked
package dev.faultline.examples.leaselock;

import org.jspecify.annotations.NullMarked;
