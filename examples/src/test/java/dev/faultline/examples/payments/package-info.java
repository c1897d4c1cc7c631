@NullMarked
package dev.faultline.examples.payments;

import org.jspecify.annotations.NullMarked;
