I cannot write a codec without knowing more about your videos. Which resolution do they have?
