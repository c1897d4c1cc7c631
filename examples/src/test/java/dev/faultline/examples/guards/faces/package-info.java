@NullMarked
package dev.faultline.examples.guards.faces;

import org.jspecify.annotations.NullMarked;
