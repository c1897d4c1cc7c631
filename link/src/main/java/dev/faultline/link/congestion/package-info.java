/**
 * How much of a connection may be on the way: controls to choose from, or to replace by one of your
 * own.
 */
@NullMarked
package dev.faultline.link.congestion;

import org.jspecify.annotations.NullMarked;
