/** Stories as screens of text and as a page. */
@NullMarked
package dev.faultline.stories.tell;

import org.jspecify.annotations.NullMarked;
