/** The path to a peer: its address, and the longest packet that the path carries. */
@NullMarked
package dev.faultline.link.path;

import org.jspecify.annotations.NullMarked;
