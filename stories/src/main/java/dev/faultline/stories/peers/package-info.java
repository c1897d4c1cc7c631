/** Peers whose help buries a node. */
@NullMarked
package dev.faultline.stories.peers;

import org.jspecify.annotations.NullMarked;
