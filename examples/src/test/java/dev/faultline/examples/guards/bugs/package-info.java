@NullMarked
package dev.faultline.examples.guards.bugs;

import org.jspecify.annotations.NullMarked;
